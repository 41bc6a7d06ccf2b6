"""Addresses of the documents' room."""

from django.urls import URLPattern, path

from zhixing.documents import pages
from zhixing.documents.pages import signing, workshop

urlpatterns: list[URLPattern] = [
    path("check/", pages.check, name="check"),
    path("check/<str:code>/", pages.check_code, name="check-code"),
    path("documents/", pages.documents, name="documents"),
    path("documents/print/", pages.print_picked, name="documents-print"),
    path("documents/print/today/", pages.print_today, name="documents-print-today"),
    path("documents/workshop/", workshop.kinds, name="workshop"),
    path("documents/workshop/korean/", workshop.korean, name="korean"),
    path("documents/workshop/glossary/", workshop.terms, name="glossary"),
    path("documents/workshop/glossary/add/", workshop.add_term, name="glossary-add"),
    path("documents/workshop/kinds/<str:kind>/", workshop.kind, name="workshop-kind"),
    path("documents/workshop/edit/<str:use>/<str:ref>/", workshop.edit, name="wording-edit"),
    path("documents/workshop/versions/<uuid:version_id>/", workshop.version, name="wording-version"),
    path("documents/workshop/versions/<uuid:version_id>/decide/", workshop.decide, name="wording-decide"),
    path("documents/signing/", signing.queue, name="signing"),
    path("documents/signing/<uuid:awaiting_id>/", signing.one, name="signing-one"),
    path("documents/signing/<uuid:awaiting_id>/decide/", signing.decide, name="signing-decide"),
    path("documents/<uuid:document_id>/", pages.document, name="document"),
    path("documents/<uuid:document_id>/korean/", pages.edition, name="document-korean"),
    path("cases/<uuid:case_id>/documents/", pages.of_case, name="case-documents"),
    path("cases/<uuid:case_id>/draft/", pages.draft, name="document-draft"),
]
