"""Forms: labels, required marks, examples, the summary of errors, and what was typed is kept."""

from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


class Draft(forms.Form):
    title = forms.CharField(label="제목", help_text="예: 불화수소 정제")
    amount = forms.IntegerField(label="금액", min_value=0, required=False)
    way = forms.ChoiceField(label="방식", choices=[("a", "가"), ("b", "나")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="확인합니다")
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")

    def clean(self) -> None:
        if self.cleaned_data.get("amount") == 7:
            raise forms.ValidationError("금액과 방식이 <맞지> 않습니다.")


def show(form: forms.Form, **names: object) -> str:
    return render_to_string(
        "pages/form.html", {"form": form, "submit": "초안 저장", **names}, request=RequestFactory().get("/x/")
    )


def test_labels_belong_to_their_fields() -> None:
    html = show(Draft(), cancel="/back/")
    assert '<label for="id_title">제목 <span class="required">필수</span></label>' in html
    assert '<label for="id_amount">금액</label>' in html
    assert '<div class="help" id="id_title_helptext">예: 불화수소 정제</div>' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert "<legend>방식" in html
    assert '<button class="button primary">초안 저장</button><a class="button" href="/back/">취소</a>' in html
    assert "csrfmiddlewaretoken" in html
    assert "error-summary" not in html
    assert html.count('name="secret"') == 1


def test_errors_stand_on_top_with_links_and_beside_the_field() -> None:
    html = show(Draft({"title": "", "amount": "-3", "way": "", "secret": "s"}))
    assert html.index("error-summary") < html.index('name="title"')
    assert '<li><a href="#id_title">제목: ' in html
    assert '<li><a href="#id_way_0">방식: ' in html
    assert 'id="id_way_0"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="-3"' in html  # what was typed is kept


def test_an_error_of_the_whole_form_is_escaped() -> None:
    html = show(Draft({"title": "가", "amount": "7", "way": "a", "sure": "on", "secret": "s"}))
    assert "금액과 방식이 &lt;맞지&gt; 않습니다." in html


def test_a_dangerous_form_and_english() -> None:
    with translation.override("en"):
        html = show(Draft(), kind="danger")
    assert '<button class="button danger">' in html
    assert '<span class="required">required</span>' in html


def test_the_confirmation_page_says_what_follows() -> None:
    html = render_to_string(
        "pages/confirm.html",
        {
            "heading": "의결 무효 처리",
            "question": "의결을 무효로 할까요?",
            "consequences": ["의결이 무효가 됩니다."],
            "told": ["시연 위원 3"],
            "submit": "의결 무효 처리",
            "cancel": "/meetings/1/",
        },
        request=RequestFactory().get("/x/"),
    )
    assert "<h1>의결 무효 처리</h1>" in html
    assert "<li>의결이 무효가 됩니다.</li>" in html
    assert "<li>시연 위원 3</li>" in html
    assert '<button class="button danger">의결 무효 처리</button>' in html
    assert 'method="post"' in html


def test_what_the_library_says_is_said_in_plain_korean() -> None:
    class Asked(forms.Form):
        day = forms.DateField()
        kind = forms.ChoiceField(choices=[("a", "가")])
        count = forms.IntegerField(max_value=3)

    with translation.override("ko"):
        found = Asked({"day": "내일", "kind": "z", "count": "9"}).errors
        assert found["day"] == ["날짜를 2026-03-02처럼 적으세요."]
        assert found["kind"] == ["‘z’은(는) 고를 수 없습니다. 목록에서 고르세요."]
        assert found["count"] == ["3 이하로 적으세요."]
        assert Asked({}).errors["day"] == ["이 칸을 채우세요."]
