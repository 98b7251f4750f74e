"""The configured model, or none."""

from config.site import LanguageModel
from voice.clock import Clock
from voice.thinking.errors import ThinkingError
from voice.thinking.model import Model
from voice.thinking.thinker import Thinker


def model_of(settings: LanguageModel) -> Model:
    """A client for the configured server; nothing is asked yet."""
    key = None
    if settings.api_key_file is not None:
        key = settings.api_key_file.read_text("utf-8").partition("\n")[0].strip() or None
    # Loaded where they are wanted only: the libraries behind them are large.
    if settings.backend == "openai":
        from voice.thinking.openai_model import OpenAiModel  # noqa: PLC0415

        return OpenAiModel(settings, key)
    from voice.thinking.ollama_model import OllamaModel  # noqa: PLC0415

    return OllamaModel(settings, key)


def thinker_of(settings: LanguageModel, clock: Clock) -> Thinker | None:
    """What the calls of one controller share; None where the rules decide alone."""
    if not settings.wanted:
        return None
    return Thinker(
        model_of(settings),
        clock,
        first_sentence_s=settings.first_sentence_s,
        turn_s=settings.turn_s,
    )


async def model_state(settings: LanguageModel) -> str:
    """One line about whether the configured model is there, and what to do where it is not; loads nothing."""
    model = model_of(settings)
    try:
        await model.look()
    except ThinkingError as error:
        return f"model: {error} (calls go by the rules until then)"
    finally:
        await model.close()
    return f"model: {settings.model} at {settings.url}"
