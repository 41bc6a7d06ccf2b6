import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_first"),
        ("identity", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("addressee", models.CharField(blank=True, default="", max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("series", models.CharField(max_length=40)),
                ("nth", models.IntegerField()),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("content", models.JSONField()),
                ("engine", models.CharField(max_length=80)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.IntegerField()),
                ("size", models.IntegerField()),
                ("file", models.CharField(max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-issued_at", "-id"], name="document_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "series", "nth"), name="document_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Awaiting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("facts", models.JSONField()),
                ("president", models.CharField(max_length=20)),
                ("clerk", models.CharField(blank=True, max_length=20)),
                ("with_annex", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaiting_signature",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["court", "asked_at"],
                        name="awaiting_signature",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("document__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent_back"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sent_back_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("content", models.JSONField()),
                ("content_sha256", models.CharField(max_length=64)),
                ("sources", models.JSONField()),
                ("untranslated", models.IntegerField()),
                ("is_confirmed", models.BooleanField()),
                ("engine", models.CharField(max_length=80)),
                ("sha256", models.CharField(max_length=64)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("pages", models.IntegerField()),
                ("size", models.IntegerField()),
                ("file", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "language", "content_sha256", "engine"), name="edition_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadyPage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("unsigned_size", models.IntegerField()),
                ("pages", models.IntegerField()),
                ("dated_at", models.IntegerField()),
                ("hole_start", models.IntegerField()),
                ("hole_end", models.IntegerField()),
                ("set_at", models.DateTimeField(db_index=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("court", "key"), name="ready_page_once")],
            },
        ),
        migrations.CreateModel(
            name="WordingVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("use", models.CharField(max_length=10)),
                ("kind", models.CharField(blank=True, default="", max_length=40)),
                ("source", models.TextField()),
                ("source_sha256", models.CharField(max_length=64)),
                ("number", models.IntegerField()),
                ("text", models.TextField()),
                ("why", models.CharField(blank=True, max_length=300)),
                ("effective_on", models.DateField()),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "use", "kind", "state"], name="wording_in_force")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("court", "use", "kind", "source_sha256", "number"), name="wording_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("court", "use", "kind", "source_sha256"),
                        name="one_wording_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wording_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckCode",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="check_code",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("code_sha256", models.BinaryField(unique=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="signature",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("level", models.CharField(max_length=20)),
                ("certificate_sha256", models.CharField(max_length=64)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("unsigned_size", models.IntegerField()),
                ("signed_at", models.DateTimeField()),
                ("set_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Spoken",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="spoken",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("blocks", models.JSONField()),
                ("wordings", models.JSONField(default=list)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
    ]
