import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_first"),
        ("documents", "0001_first"),
        ("identity", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Carrier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("way", models.CharField(max_length=10)),
                ("connector", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=300)),
                ("settings", models.JSONField(default=dict)),
                ("rank", models.IntegerField(default=1)),
                ("at_once", models.IntegerField(default=4)),
                ("batch", models.IntegerField(default=200)),
                ("active", models.BooleanField(default=True)),
                ("trouble_count", models.IntegerField(default=0)),
                ("trouble_until", models.DateTimeField(null=True)),
                ("trouble_words", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("pace_ms", models.IntegerField(default=0)),
                ("cursor", models.CharField(blank=True, max_length=100)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "code"), name="carrier_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["sms", "email", "messenger", "express", "post"])),
                        name="carrier_way_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at_once__range", (1, 256)), ("batch__range", (1, 1000))),
                        name="carrier_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("asks", models.BooleanField(default=False)),
                ("sendings", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "carrier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="delivery.carrier",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("kind", models.CharField(max_length=10)),
                ("value_sealed", models.BinaryField()),
                ("value_index", models.BinaryField(max_length=16)),
                ("value_masked", models.CharField(max_length=60)),
                ("source", models.CharField(max_length=10)),
                ("own", models.BooleanField(default=False)),
                ("confirmed_on", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by_name", models.CharField(max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.CharField(blank=True, max_length=200)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_addresses",
                        to="identity.court",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_index", "court"], name="address_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("court", "person_index", "kind", "value_index"),
                        name="address_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["mobile", "email", "messenger", "portal", "postal"])
                        ),
                        name="address_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["form", "pleading", "agreed", "register", "carrier", "found"])
                        ),
                        name="address_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_because", "")),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="address_ends_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("recipient", models.CharField(max_length=200)),
                ("recipient_key", models.CharField(max_length=64)),
                ("is_ruling", models.BooleanField(default=False)),
                ("is_garnishee", models.BooleanField(default=False)),
                ("is_foreign", models.BooleanField(default=False)),
                ("state", models.CharField(default="open", max_length=10)),
                ("wants", models.CharField(blank=True, default="", max_length=10)),
                ("look_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=60)),
                ("served_on", models.DateField(null=True)),
                ("certainty", models.CharField(blank=True, max_length=10)),
                ("served_way", models.CharField(blank=True, max_length=10)),
                ("served_by", models.UUIDField(null=True)),
                ("expected_on", models.DateField(null=True)),
                ("explanation", models.JSONField(default=list)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.CharField(blank=True, max_length=200)),
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
                        related_name="deliveries",
                        to="documents.document",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)),
                        fields=["look_at", "id"],
                        name="delivery_to_look_at",
                    ),
                    models.Index(
                        condition=models.Q(("wants", ""), _negated=True),
                        fields=["court", "wants", "-made_at"],
                        name="delivery_wants",
                    ),
                    models.Index(fields=["court", "state", "-made_at", "-id"], name="delivery_latest"),
                    models.Index(
                        condition=models.Q(("state", "notice")),
                        fields=["expected_on"],
                        name="delivery_by_notice",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "recipient_key"), name="delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "notice", "presumed", "served", "withdrawn"])
                        ),
                        name="delivery_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("served_on__isnull", False), ("state__in", ["served", "presumed"])),
                            models.Q(
                                ("served_on", None),
                                models.Q(("state__in", ["served", "presumed"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="served_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("way", models.CharField(max_length=10)),
                ("address_confirmed", models.BooleanField(default=False)),
                ("own_address", models.BooleanField(default=False)),
                ("consent", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(default="ready", max_length=10)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("link_sha256", models.BinaryField(max_length=32, null=True)),
                ("link_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("first_sent_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                (
                    "address",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="delivery.address",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="delivery.carrier",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="delivery.delivery",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ready")),
                        fields=["court", "way", "next_try_at", "id"],
                        name="sending_to_hand",
                    ),
                    models.Index(
                        condition=models.Q(("state", "unknown")),
                        fields=["carrier", "next_try_at", "id"],
                        name="sending_to_ask",
                    ),
                    models.Index(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=["court", "way", "number"],
                        name="sending_by_number",
                    ),
                    models.Index(
                        condition=models.Q(("link_sha256__isnull", False)),
                        fields=["link_sha256"],
                        name="sending_by_link",
                    ),
                    models.Index(fields=["court", "made_at"], name="sending_by_day"),
                    models.Index(
                        condition=models.Q(("state", "dead")), fields=["court", "id"], name="sending_dead"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["ready", "unknown", "handed", "ended", "refused", "dead"])
                        ),
                        name="sending_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "way__in",
                                [
                                    "portal",
                                    "sms",
                                    "email",
                                    "messenger",
                                    "call",
                                    "express",
                                    "post",
                                    "direct",
                                    "grid",
                                    "leaving",
                                    "at_court",
                                    "entrusted",
                                    "notice",
                                ],
                            )
                        ),
                        name="sending_way_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("way__in", ["portal", "sms", "email", "messenger", "express", "post"])
                        ),
                        fields=("delivery", "way", "address"),
                        name="sent_once_to_an_address",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carrier__isnull", False), ("state", "unknown")),
                            models.Q(("state", "unknown"), _negated=True),
                            _connector="OR",
                        ),
                        name="unknown_names_its_carrier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.IntegerField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="delivery.carriercall",
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="delivery.sending",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sending", "place"), name="sending_attempt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptOutcome",
            fields=[
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outcome",
                        serialize=False,
                        to="delivery.sendingattempt",
                    ),
                ),
                ("outcome", models.CharField(max_length=12)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("took_ms", models.IntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("how", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("note", models.CharField(max_length=300)),
                ("noted_at", models.DateTimeField()),
                ("noted_by_name", models.CharField(max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="cases.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["given", "refused", "withdrawn"])),
                        name="consent_act_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("electronic_days", models.IntegerField(default=3)),
                ("express_days", models.IntegerField(default=15)),
                ("hand_days", models.IntegerField(default=10)),
                ("notice_moves_past_holiday", models.BooleanField(default=False)),
                ("link_days", models.IntegerField(default=60)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("electronic_days__range", (1, 30)),
                            ("express_days__range", (5, 60)),
                            ("hand_days__range", (1, 60)),
                            ("link_days__range", (7, 400)),
                        ),
                        name="delivery_policy_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "sending",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="opening",
                        serialize=False,
                        to="delivery.sending",
                    ),
                ),
                ("wrong", models.IntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SendingEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("on", models.DateField()),
                ("source_id", models.CharField(max_length=100)),
                ("body", models.JSONField(default=dict)),
                ("noted_at", models.DateTimeField()),
                ("noted_by_name", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="delivery.sending",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sending", "kind", "source_id"), name="event_counts_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "arrived",
                                    "bounced",
                                    "read",
                                    "downloaded",
                                    "replied",
                                    "acted",
                                    "arrival_proved",
                                    "rebutted",
                                    "tried",
                                    "signed",
                                    "receipt",
                                    "returned",
                                    "no_fault",
                                    "left",
                                    "met",
                                    "not_met",
                                    "court_received",
                                    "published",
                                    "called",
                                ],
                            )
                        ),
                        name="event_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProof",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="proves_delivery",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("chain_head", models.CharField(max_length=64)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="delivery.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "chain_head"), name="proof_once_a_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="Whereabouts",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("lost", models.BooleanField()),
                ("course", models.CharField(max_length=500)),
                ("noted_at", models.DateTimeField()),
                ("noted_by_name", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whereabouts",
                        to="cases.party",
                    ),
                ),
            ],
        ),
    ]
