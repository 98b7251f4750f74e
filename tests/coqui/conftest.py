"""Tests of the trained voices: `make test-coqui`, in an environment of its own (1.8 GB)."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("TTS") else ["test_*.py"]
