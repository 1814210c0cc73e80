"""The payer's pages, below the language: bills, one bill, paying it, and what came of it."""

from django.urls import path

from tayseer.ledger import views

app_name = "ledger"

urlpatterns = [
    path("bills/", views.bills, name="bills"),
    path("bills/top-up/", views.top_up, name="top_up"),
    path("bills/<slug:public_id>/", views.bill, name="bill"),
    path("bills/<slug:public_id>/deposit/", views.pay_from_deposit, name="pay_from_deposit"),
    path("bills/<slug:public_id>/card/", views.pay_by_card, name="pay_by_card"),
    path("bills/<slug:public_id>/return/", views.returned, name="returned"),
]
