"""Addresses of the delivery room, and of the page behind a message."""

from django.urls import URLPattern, path

from zhixing.delivery.pages import calls, carriers, entry, lists, one, party

urlpatterns: list[URLPattern] = [
    path("delivery/", lists.deliveries, name="delivery"),
    path("delivery/success/", lists.success, name="delivery-success"),
    path("delivery/carriers/", carriers.carriers, name="delivery-carriers"),
    path("delivery/carriers/new/", carriers.new_carrier, name="delivery-carrier-new"),
    path(
        "delivery/carriers/<uuid:carrier_id>/switch/", carriers.switch_carrier, name="delivery-carrier-switch"
    ),
    path("delivery/returned/", one.returned, name="delivery-returned"),
    path("delivery/publish/", one.publish, name="delivery-publish"),
    path("delivery/<uuid:delivery_id>/", one.delivery, name="delivery-one"),
    path("delivery/<uuid:delivery_id>/by-hand/", one.by_hand, name="delivery-by-hand"),
    path("delivery/<uuid:delivery_id>/call/", calls.call, name="delivery-call"),
    path("delivery/<uuid:delivery_id>/proof/", one.proof, name="delivery-proof"),
    path("delivery/<uuid:delivery_id>/withdraw/", one.withdraw, name="delivery-withdraw"),
    path("delivery/<uuid:delivery_id>/pack/", one.proof_pack, name="delivery-pack"),
    path("delivery/sendings/<uuid:sending_id>/explain/", one.explain, name="delivery-explain"),
    path("delivery/sendings/<uuid:sending_id>/label/", one.label, name="delivery-label"),
    path("cases/<uuid:case_id>/delivery/", lists.of_case, name="case-delivery"),
    path("cases/<uuid:case_id>/delivery/deliver/", lists.deliver, name="case-deliver"),
    path("cases/<uuid:case_id>/delivery/address/", lists.enter_address, name="case-address"),
    path("cases/<uuid:case_id>/delivery/consent/", lists.note_consent, name="case-consent"),
    path("cases/<uuid:case_id>/delivery/lost/", lists.note_lost, name="case-lost"),
    path("documents/<uuid:document_id>/delivery/", lists.of_document, name="document-delivery"),
    path("p/d/", entry.entry, name="addressee-entry"),
    path("p/d/all/<str:token>/", entry.papers, name="addressee-all"),
    path("p/d/all/<str:token>/<uuid:delivery_id>/", entry.document, name="addressee-one"),
    path("p/d/all/<str:token>/<uuid:delivery_id>/paper/", entry.paper, name="addressee-one-paper"),
    path("p/d/<str:token>/", party.page, name="addressee"),
    path("p/d/<str:token>/paper/", party.paper, name="addressee-paper"),
]
