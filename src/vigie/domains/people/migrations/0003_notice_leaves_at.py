from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def leave_at_once(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What waits already goes as it was to go."""
    apps.get_model("people", "Notice").objects.update(leaves_at=F("asked_at"))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_notice")]

    operations = [
        migrations.AddField(
            "notice", "leaves_at", models.DateTimeField(null=True, verbose_name="pas avant")
        ),
        migrations.RunPython(leave_at_once, migrations.RunPython.noop),
        migrations.AlterField(
            "notice", "leaves_at", models.DateTimeField(verbose_name="pas avant")
        ),
    ]
