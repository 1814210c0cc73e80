"""How far a made-up country has come, so that an interrupted making goes on where it stopped."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Nation(models.Model):
    """A made-up country: its seed and size, the day it counts from, and where its ids and numbers begin."""

    seed = models.BigIntegerField()
    people = models.BigIntegerField()
    counted_from = models.DateField()
    made_at = models.DateTimeField()
    serial = models.BigIntegerField()
    first_ids = models.JSONField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The same country is made once."""

        constraints: ClassVar = [models.UniqueConstraint(name="demo_nation_once", fields=["seed", "people"])]


class NationChunk(models.Model):
    """People of a country who are written, by the index of the first."""

    nation = models.ForeignKey(Nation, on_delete=models.CASCADE, related_name="+")
    first = models.BigIntegerField()

    class Meta:
        """No chunk is written twice."""

        constraints: ClassVar = [models.UniqueConstraint(name="demo_nationchunk_once", fields=["nation", "first"])]


class SetAsideIndex(models.Model):
    """An index taken off a table while many rows are written, with the statement that puts it back."""

    name = models.TextField(unique=True)
    definition = models.TextField()
