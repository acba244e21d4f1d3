"""Addresses of stages, results and certificates of selection rounds."""

from django.urls import path

from sangsaeng.support.views import assessments, certificates, results, selection

urlpatterns = [
    path("assessments/", assessments.mine, name="my_assessments"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/hand-in/", assessments.hand_in, name="assessment_hand_in"),
    path("assessments/<int:pk>/take-back/", assessments.take_back, name="assessment_take_back"),
    path("assessments/<int:pk>/decline/", assessments.decline, name="assessment_decline"),
    path("assessments/<int:pk>/files/<int:file>/", assessments.paper, name="assessment_file"),
    path("assessments/<int:pk>/unassign/", selection.unassign, name="selection_unassign"),
    path("rounds/<slug:code>/results/", selection.selected, name="selected"),
    path("rounds/<slug:code>/selection/", selection.selection, name="selection"),
    path("rounds/<slug:code>/selection/decide/", selection.decide, name="selection_decide"),
    path("rounds/<slug:code>/selection/announce/", selection.announce, name="selection_announce"),
    path("rounds/<slug:code>/selection/promote/", selection.promote, name="selection_promote"),
    path("rounds/<slug:code>/selection/<int:order>/assign/", selection.assign, name="selection_assign"),
    path("rounds/<slug:code>/selection/<int:order>/close/", selection.close, name="selection_close"),
    path("rounds/<slug:code>/selection/<int:order>/reopen/", selection.reopen, name="selection_reopen"),
    path("rounds/<slug:code>/selection/<int:order>/tell/", selection.tell, name="selection_tell"),
    path(
        "rounds/<slug:code>/selection/<int:order>/<slug:application>/", selection.case, name="selection_case"
    ),
    path("results/", results.my_results, name="my_results"),
    path("results/<slug:code>/", results.result, name="result"),
    path("results/<slug:code>/notice/", results.notice, name="result_notice"),
    path("results/<slug:code>/give-up/", results.give_up, name="give_up"),
    path("results/<slug:code>/certificate/", certificates.issue, name="issue_certificate"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/verify/", certificates.verify, name="verify_certificate"),
    path("certificates/<slug:number>/", certificates.certificate, name="certificate"),
    path("certificates/<slug:number>/paper/", certificates.paper, name="certificate_paper"),
    path("certificates/<slug:number>/publish/", certificates.publish, name="certificate_publish"),
    path(
        "certificates/<slug:number>/withdraw-name/",
        certificates.withdraw_name,
        name="certificate_withdraw_name",
    ),
    path("certificates/<slug:number>/extend/", certificates.extend, name="certificate_extend"),
    path("certificates/<slug:number>/notice/", certificates.begin, name="certificate_notice"),
    path("certificates/<slug:number>/hearing/", certificates.hear, name="certificate_hearing"),
    path("certificates/<slug:number>/decision/", certificates.decide, name="certificate_decision"),
]
