"""Addresses of signing in and of one's own account, below the language."""

from django.urls import include, path, re_path

from tayseer.identity import views, views_mobile

app_name = "identity"

_PAGES = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("account/sessions/end/", views.end_sessions, name="end_sessions"),
    path("account/details/", views.details, name="details"),
    path("account/mobile/", views.mobile, name="mobile"),
    path("account/mobile/code/", views.mobile_code, name="mobile_code"),
    path("account/mobile/old/", views_mobile.ask_old_number, name="ask_old_number"),
    path("account/mobile/old/code/", views_mobile.old_number_code, name="old_number_code"),
    path("account/stop/", views_mobile.stop, name="stop"),
    path("account/password/", views.password, name="password"),
    path("outbox/", views.outbox, name="outbox"),
]

urlpatterns = [re_path(r"^(?P<lang>ar|en)/", include(_PAGES))]
