"""What every app of the platform has in common."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.support import repository

OURS = [config for config in apps.get_app_configs() if config.name.startswith("tayseer.")]
OUR_MODELS = [model for config in OURS for model in config.get_models()]


def test_every_app_on_the_disk_is_installed():
    on_disk = {path.parent.name for path in repository.SOURCE.glob("*/apps.py")}

    assert on_disk <= {config.label for config in OURS}


@pytest.mark.django_db
def test_no_model_waits_for_its_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_table_does_not_point_into_another_app(model):
    pointing = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label != model._meta.app_label
    ]

    assert pointing == []


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_model_holds_columns_and_no_cleverness(model):
    assert "save" not in vars(model), "write in actions.py, where the audit row is"
    assert "delete" not in vars(model)


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_no_column_reads_the_clock_or_holds_a_float(model):
    bad = [
        field.name
        for field in model._meta.fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or isinstance(field, models.FloatField)
    ]

    assert bad == []


def test_tables_are_touched_by_their_own_app_alone():
    importing = re.compile(r"^\s*(?:from|import) tayseer\.(\w+)(?:\.\w+)*\.?models?\b", re.MULTILINE)

    strangers = [
        f"{name} imports the models of {app}"
        for name, text in repository.modules()
        for app in importing.findall(text)
        if app != Path(name).parts[2]
    ]

    assert strangers == []
