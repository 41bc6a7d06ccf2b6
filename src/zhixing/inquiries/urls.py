"""Addresses of 查控."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
