"""The address to which the payment provider sends its messages, below /payments/."""

from django.urls import path

from tayseer.ledger.callback import callback

urlpatterns = [path("callback", callback, name="payment_callback")]
