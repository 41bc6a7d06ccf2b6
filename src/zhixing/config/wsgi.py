"""The console as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from zhixing.config.house import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixing.config.settings")
application = get_wsgi_application()
settle()
