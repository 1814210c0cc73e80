"""Addresses of the OpenID provider: doors for programs, without a language, and pages below the language."""

from django.urls import path

from tayseer.partners.openid.views import consents, doors, logout, pages

app_name = "openid"

urlpatterns = [
    path(".well-known/openid-configuration", doors.configuration, name="configuration"),
    path("openid/jwks", doors.jwks, name="jwks"),
    path("openid/par", doors.par, name="par"),
    path("openid/authorize", pages.authorize, name="authorize"),
    path("openid/token", doors.token, name="token"),
    path("openid/userinfo", doors.userinfo, name="userinfo"),
    path("openid/revoke", doors.revoke, name="revoke"),
    path("openid/logout", logout.logout, name="logout"),
    path("<lang:lang>/authorize/sign-out/", logout.page, name="sign_out"),
    path("<lang:lang>/authorize/<slug:public_id>/", pages.page, name="page"),
    path("<lang:lang>/consents/", consents.consents, name="consents"),
    path("<lang:lang>/consents/<slug:public_id>/revoke/", consents.revoke, name="revoke_consent"),
    path("<lang:lang>/consents/<slug:public_id>/receipt", consents.receipt, name="receipt"),
]
