"""Courts, people and what they may do where.

A court belongs to an upper court and the upper court sees its lower ones. A person is a member of courts, each
membership with one role; everything else follows from that.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from zhixing.foundation.identity.roles import Role

__all__ = ["Court", "Membership", "Role", "User"]


class Court(models.Model):
    """A court with its code as case numbers write it (吉2424)."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20)
    area_code = models.CharField(max_length=6, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="lower_courts"
    )
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.short_name


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=5, default="auto")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_on = models.DateField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name on screen."""
        return self.display_name


class Membership(models.Model):
    """A person has a role in a court."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "court", "role"], name="membership_once"),
        ]
