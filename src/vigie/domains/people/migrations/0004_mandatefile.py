import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vigie.domains.people.mandate_models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_notice_leaves_at")]

    operations = [
        migrations.CreateModel(
            name="MandateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=vigie.domains.people.mandate_models.new_token, max_length=40, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("content", models.TextField(verbose_name="lignes en attente de décision")),
                ("made_at", models.DateTimeField(verbose_name="déposé le")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="appliqué le")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mandate_files", to=settings.AUTH_USER_MODEL, verbose_name="déposé par")),
            ],
            options={
                "verbose_name": "fichier de mandats",
                "verbose_name_plural": "fichiers de mandats",
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="MandateFileChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given", models.BooleanField(verbose_name="donné par le fichier")),
                ("former_end", models.DateTimeField(blank=True, null=True, verbose_name="fin d’avant")),
                ("new_end", models.DateTimeField(blank=True, null=True, verbose_name="fin d’après")),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="people.mandatefile", verbose_name="fichier")),
                ("mandate", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="file_changes", to="people.mandate", verbose_name="mandat")),
            ],
            options={
                "verbose_name": "changement d’un mandat par un fichier",
                "verbose_name_plural": "changements de mandats par des fichiers",
                "ordering": ("pk",),
            },
        ),
    ]
