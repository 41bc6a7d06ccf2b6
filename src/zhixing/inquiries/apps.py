from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Finding what a debtor owns, and controlling it: units, requests, replies, assets, control orders."""

    name = "zhixing.inquiries"
    label = "inquiries"
    verbose_name = "查控"
