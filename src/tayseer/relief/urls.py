"""Addresses of the programme: its pages below /<lang>/relief/, and the door for courts and prisons."""

from django.urls import path

from tayseer.relief import giving, messages, views

app_name = "relief"

urlpatterns = [
    path("relief/messages", messages.messages, name="messages"),
    path("<lang:lang>/relief/", views.cases, name="cases"),
    path("<lang:lang>/relief/check/", views.check, name="check"),
    path("<lang:lang>/relief/figures/", views.published_figures, name="figures"),
    path("<lang:lang>/relief/mine/", giving.mine, name="mine"),
    path("<lang:lang>/relief/campaigns/<slug:slug>/", views.campaign, name="campaign"),
    path("<lang:lang>/relief/cases/<slug:public_id>/", views.case, name="case"),
    path("<lang:lang>/relief/cases/<slug:public_id>/give/", giving.give, name="give"),
    path("<lang:lang>/relief/receipts/<slug:public_id>/", giving.receipt, name="receipt"),
    path("<lang:lang>/relief/receipts/<slug:public_id>/pay/", giving.pay, name="pay"),
    path("<lang:lang>/relief/owed/<slug:reference>/", giving.owed, name="owed"),
]
