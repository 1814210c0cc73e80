"""Addresses of sharing a document and of the copy on a device, below the language; they go before `wallet/<id>/`."""

from django.urls import path

from tayseer.portal.views import wallet_offline, wallet_shares, wallet_wrong

urlpatterns = [
    path("shared/<str:secret>/", wallet_shares.shared, name="shared"),
    path("wallet/worker.js", wallet_offline.worker, name="wallet_worker"),
    path("wallet/on-device/", wallet_offline.offline, name="wallet_offline"),
    path("wallet/on-device/copy/", wallet_offline.copy, name="wallet_copy"),
    path("wallet/on-device/status/", wallet_offline.status, name="wallet_status"),
    path("wallet/on-device/shell/", wallet_offline.shell, name="wallet_shell"),
    path("wallet/<slug:public_id>/share/", wallet_shares.share, name="wallet_share"),
    path("wallet/<slug:public_id>/shares/", wallet_shares.shares, name="wallet_shares"),
    path("wallet/<slug:public_id>/shares/<slug:share_id>/revoke/", wallet_shares.revoke, name="wallet_share_revoke"),
    path("wallet/<slug:public_id>/wrong/", wallet_wrong.wrong, name="wallet_wrong"),
]
