"""Addresses of a person's own pages, below the language, and of the pages of help."""

from django.urls import include, path

from tayseer.portal.views import (
    activity,
    cases,
    clarity,
    delegated_cases,
    family,
    help_pages,
    inbox,
    money,
    suggestions,
    vehicles,
    violations,
    wallet,
)

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:public_id>/", cases.case, name="case"),
    path("cases/<slug:public_id>/answer/", cases.answer, name="case_answer"),
    path("cases/<slug:public_id>/correct/", cases.correct, name="case_correct"),
    path("cases/<slug:public_id>/withdraw/", cases.withdraw, name="case_withdraw"),
    path("cases/<slug:public_id>/object/", cases.objection, name="case_object"),
    path("cases/<slug:public_id>/pay/", delegated_cases.pay, name="case_pay"),
    path("", include("tayseer.portal.urls_delegations")),
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/<slug:public_id>/", wallet.document, name="wallet_document"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<slug:public_id>/", inbox.message, name="message"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("activity/", activity.activity, name="activity"),
    path("family/", family.family, name="family"),
    path("vehicles/", vehicles.vehicles, name="vehicles"),
    path("violations/", violations.violations, name="violations"),
    path("money/", money.money, name="money"),
    path("clarity/", clarity.clarity, name="clarity"),
    path("help/", help_pages.help_page, name="help"),
    path("help/privacy/", help_pages.privacy, name="privacy"),
    path("help/accessibility/", help_pages.accessibility, name="accessibility"),
]
