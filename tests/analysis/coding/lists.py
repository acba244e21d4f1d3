"""A small list of classes and keywords, invented for the tests: names of our own, codes in the form of KSIC."""

from sangsaeng.analysis.coding.classes import Class

CLASSES = [
    Class("a", "커피 및 차 제조업", "10791"),
    Class("b", "빵 및 과자 제조업", "10711"),
    Class("c", "변압기 제조업", "28111"),
    Class("d", "전선 및 케이블 제조업", "28301"),
    Class("e", "반도체 장비 제조업", "29271"),
    Class("f", "가구 소매업", "47520"),
]
KEYWORDS = [
    ("볶은 원두", "a"), ("녹차 티백", "a"), ("인스턴트 커피", "a"), ("식빵", "b"), ("초콜릿 과자", "b"), ("케이크", "b"),
    ("전력용 변압기", "c"), ("변류기", "c"), ("절연 전선", "d"), ("광케이블", "d"), ("통신 케이블", "d"),
    ("웨이퍼 세정 장비", "e"), ("식각 장비", "e"), ("책상", "f"), ("의자 판매", "f"),
]  # fmt: skip
