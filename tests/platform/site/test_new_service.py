"""`make new-service` writes a service that holds as it stands."""

import runpy

import pytest

from tayseer.kit.services import Service
from tests.support import repository

TOOL = runpy.run_path(str(repository.ROOT / "tools" / "new_service.py"))
GIVEN = {"code": "civil/name-on-record", "en": "Name on record", "ar": "الاسم المسجل"}


@pytest.fixture
def services(tmp_path):
    (tmp_path / "civil").mkdir()
    (tmp_path / "civil" / "__init__.py").touch()
    return tmp_path


def test_the_new_file_is_a_service_with_a_passing_and_a_refused_example(services):
    path = TOOL["write"](**GIVEN, services=services)

    service = runpy.run_path(str(path))["NAME_ON_RECORD"]

    assert isinstance(service, Service)
    assert (service.code, service.ar, service.en) == (GIVEN["code"], GIVEN["ar"], GIVEN["en"])
    assert [example.refused_by for example in service.examples][-1] == "G-1"
    assert path == services / "civil" / "name_on_record.py"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "Civil/Name"}, "is no code of a service"),
        ({"code": "../escape"}, "is no code of a service"),
        ({"code": "moon/landing"}, "There is no agency moon"),
        ({"ar": "Name on record"}, "a title in both languages"),
        ({"en": ""}, "a title in both languages"),
        ({"en": 'Name "on" record'}, "without quotes"),
    ],
)
def test_what_cannot_be_a_service_is_refused_with_the_way_out(services, wrong, said):
    with pytest.raises(TOOL["UnableToWriteService"], match=said):
        TOOL["write"](**{**GIVEN, **wrong}, services=services)

    assert [*services.glob("civil/*.py")] == [services / "civil" / "__init__.py"]


def test_a_code_is_never_used_again(services):
    TOOL["write"](**GIVEN, services=services)

    with pytest.raises(TOOL["UnableToWriteService"], match="never used again"):
        TOOL["write"](**GIVEN, services=services)
