"""Addresses of the agencies' payment files, and of the report on the annual plan."""

from django.urls import path, re_path

from sangsaeng.support.views import annual_report, payments

urlpatterns = [
    path("annual/", annual_report.annual_report, name="annual_report"),
    path("annual/agenda/", annual_report.put, name="annual_put"),
    path("payments/", payments.payments, name="payments"),
    path("payments/new/", payments.take, name="payment_take"),
    re_path(r"^payments/template\.(?P<format>csv|xlsx)$", payments.template, name="payment_template"),
    path("payments/export/", payments.export, name="payment_export"),
    path("payments/<slug:code>/", payments.payment, name="payment"),
    path("payments/<slug:code>/file/", payments.file, name="payment_file"),
    path("payments/<slug:code>/post/", payments.post, name="payment_post"),
    path("payments/<slug:code>/check/", payments.check, name="payment_check"),
    path("payments/<slug:code>/withdraw/", payments.withdraw, name="payment_withdraw"),
    path("payments/<slug:code>/rows/<int:line>/assign/", payments.assign, name="payment_assign"),
    path("payments/<slug:code>/rows/<int:line>/set-aside/", payments.set_aside, name="payment_set_aside"),
    path("payments/<slug:code>/rows/<int:line>/bring-back/", payments.bring_back, name="payment_bring_back"),
]
