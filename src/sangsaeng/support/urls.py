from sangsaeng.support import ledger_urls, payment_urls, request_urls, round_urls, selection_urls

app_name = "support"
# Programmes last: their addresses hold open places that would catch others.
urlpatterns = [
    *payment_urls.urlpatterns,
    *request_urls.urlpatterns,
    *round_urls.urlpatterns,
    *selection_urls.urlpatterns,
    *ledger_urls.urlpatterns,
]
