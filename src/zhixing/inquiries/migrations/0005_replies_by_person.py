from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("identity", "0002_visibility"),
        ("inquiries", "0004_sightings_at_speed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="readreply",
            name="reply_read_once",
        ),
        migrations.RemoveIndex(
            model_name="readreply",
            name="reply_about_person",
        ),
        migrations.AddConstraint(
            model_name="readreply",
            constraint=models.UniqueConstraint(
                fields=("person_index", "court", "unit_code", "digest"), name="reply_read_once"
            ),
        ),
    ]
