"""Where units' nodes send what they have to say by themselves: no page, no person, only signed messages."""

from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.rate_limits import may_knock
from zhixing.inquiries.operations.pushed import take_pushed
from zhixing.inquiries.wire.messages import BYTES_MAX
from zhixing.inquiries.wire.refusals import WORDS, Code

MEDIA_TYPE = "application/jose"
AT_MOST = 1_200
"""Messages a minute of one address."""


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> JsonResponse:
    """One signed message. The signature is the only credential; the answer says what became of it."""
    if request.content_type != MEDIA_TYPE:
        return _said(415, Code.NOT_A_MESSAGE)
    if not may_knock(request, "wire", at_most=AT_MOST, within=timedelta(minutes=1), now=clock.now()):
        return _said(429, Code.BUSY)
    try:
        content = request.body
    except RequestDataTooBig:
        return _said(413, Code.TOO_LARGE)
    if len(content) > BYTES_MAX:
        return _said(413, Code.TOO_LARGE)
    with every_court_visible():
        found = take_pushed(content=content, now=clock.now())
    return JsonResponse({"code": found.code, "words": found.words}, status=found.status)


def _said(status: int, code: Code) -> JsonResponse:
    return JsonResponse({"code": code.value, "words": WORDS[code][0]}, status=status)
