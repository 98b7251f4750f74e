"""`python -m ari_controller` is `vorzimmer`."""

from ari_controller.cli import main

if __name__ == "__main__":
    main()
