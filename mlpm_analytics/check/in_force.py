"""Every setting as it holds, and where its value came from."""

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from mlpm_analytics.check.checked import InForce
from mlpm_analytics.masking import masked_within
from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.reference import in_words
from mlpm_analytics.settings.values import Section
from mlpm_analytics.settings.words import ADDRESSES, Place, toml


def in_force(settings: Settings) -> Iterator[InForce]:
    """The settings in the order of `docs/settings.md`; `settings.source` names where stated ones came from."""
    file_name = settings.source.name if settings.source else "stated"
    for name in type(settings).model_fields:
        section = getattr(settings, name)
        if not isinstance(section, Section):
            continue
        for key, field in type(section).model_fields.items():
            origin = file_name if settings.is_stated(name, key) else "default"
            yield InForce(f"[{name}]", key, _shown(field, (name, key), getattr(section, key)), origin)
    for scientist in settings.scientists:
        yield InForce("[[scientists]]", scientist.name, toml(scientist), file_name)


def _shown(field: FieldInfo, place: Place, held: object) -> str:
    """The value as it is written, an address without its name and password."""
    return in_words(field, masked_within(held, is_address=place in ADDRESSES)).replace("`", "")
