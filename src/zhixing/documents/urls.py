"""Addresses of the documents' room."""

from django.urls import URLPattern, path

from zhixing.documents import pages

urlpatterns: list[URLPattern] = [
    path("check/", pages.check, name="check"),
    path("check/<str:code>/", pages.check_code, name="check-code"),
    path("documents/", pages.documents, name="documents"),
    path("documents/print/", pages.print_picked, name="documents-print"),
    path("documents/print/today/", pages.print_today, name="documents-print-today"),
    path("documents/<uuid:document_id>/", pages.document, name="document"),
    path("cases/<uuid:case_id>/documents/", pages.of_case, name="case-documents"),
    path("cases/<uuid:case_id>/draft/", pages.draft, name="document-draft"),
]
