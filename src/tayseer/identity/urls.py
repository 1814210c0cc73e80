"""Addresses of signing in and of one's own account, below the language."""

from django.urls import include, path, re_path

from tayseer.identity import (
    views,
    views_approve,
    views_entry,
    views_mobile,
    views_passkeys,
    views_security,
    views_sign_in,
    views_step_up,
)

app_name = "identity"

_PAGES = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/code/send/", views_sign_in.send_code, name="send_code"),
    path("sign-in/approval/", views_sign_in.approval, name="approval"),
    path("sign-in/approval/ask/", views_sign_in.ask_approval, name="ask_approval"),
    path("sign-in/approval/state/", views_sign_in.approval_state, name="approval_state"),
    path("sign-in/passkey/", views_passkeys.sign_in, name="passkey_sign_in"),
    path("passkey/options/", views_passkeys.options, name="passkey_options"),
    path("activate/", views_entry.activate, name="activate"),
    path("activate/code/", views_entry.activate_code, name="activate_code"),
    path("forgotten/", views_entry.forgotten, name="forgotten"),
    path("forgotten/code/", views_entry.forgotten_code, name="forgotten_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("step-up/", views_step_up.step_up, name="step_up"),
    path("step-up/code/", views_step_up.send_code, name="step_up_code"),
    path("step-up/approval/", views_step_up.approval, name="step_up_approval"),
    path("step-up/approval/ask/", views_step_up.ask_approval, name="step_up_ask_approval"),
    path("approve/", views_approve.approve, name="approve"),
    path("account/security/", views_security.security, name="security"),
    path("account/security/passkey/", views_security.add_passkey, name="add_passkey"),
    path("account/security/app/", views_security.add_totp, name="add_totp"),
    path("account/security/device/", views_security.add_device, name="add_device"),
    path("account/security/codes/", views_security.make_codes, name="make_codes"),
    path("account/security/confirm/", views_security.confirm, name="confirm_security"),
    path("account/security/one/<str:public_id>/", views_security.one, name="authenticator"),
    path("account/pause/", views_security.pause, name="pause"),
    path("account/resume/", views_passkeys.resume, name="resume"),
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
