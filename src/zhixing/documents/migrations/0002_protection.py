from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first"), ("identity", "0002_visibility")]
    operations = [Protect("documents_document"), AppendOnly("documents_document")]
