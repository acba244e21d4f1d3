from sangsaeng.followup import material_urls, outcome_urls, purchase_urls

app_name = "followup"
urlpatterns = [*purchase_urls.urlpatterns, *outcome_urls.urlpatterns, *material_urls.urlpatterns]
