"""The words by which names of firms differ without meaning another firm: scripts, spellings, kinds of business.

All of it is common knowledge of the language, none of it is taken from an evaluation set.
"""

from __future__ import annotations

#: The names of the letters, as Korean firms spell them.
LETTERS = {
    "a": "에이", "b": "비", "c": "시", "d": "디", "e": "이", "f": "에프", "g": "지", "h": "에이치", "i": "아이",
    "j": "제이", "k": "케이", "l": "엘", "m": "엠", "n": "엔", "o": "오", "p": "피", "q": "큐", "r": "알",
    "s": "에스", "t": "티", "u": "유", "v": "브이", "w": "더블유", "x": "엑스", "y": "와이", "z": "제트",
}  # fmt: skip

#: Latin words in names → as they are heard; several where both are in use, the first is the one folded to.
_SOUNDS = """
ace 에이스|advanced 어드밴스드|air 에어|alpha 알파|analytics 애널리틱스|art 아트|asia 아시아|asset 에셋|auto 오토
bank 뱅크|battery 배터리|beauty 뷰티|best 베스트|beta 베타|bio 바이오|biologics 바이오로직스|biomed 바이오메드
biopharm 바이오팜|biopharma 바이오파마|bioscience 바이오사이언스|biotech 바이오텍|blue 블루|brands 브랜즈
bridge 브릿지|brothers 브라더스|business 비즈니스|cable 케이블|capital 캐피탈|care 케어|cell 셀|center 센터
ceramic 세라믹|ceramics 세라믹스|chem 켐|chemical 케미칼|chemicals 케미칼즈|china 차이나|city 시티|clean 클린
club 클럽|commerce 커머스|communication 커뮤니케이션|communications 커뮤니케이션즈|company 컴퍼니
component 컴포넌트|computer 컴퓨터|connect 커넥트|construction 컨스트럭션|consulting 컨설팅|contents 콘텐츠
control 컨트롤|core 코어|cosmetic 코스메틱|cosmetics 코스메틱스|creative 크리에이티브|cube 큐브|culture 컬처
data 데이터|deep 딥|design 디자인|development 디벨롭먼트|device 디바이스|devices 디바이스|digital 디지털
display 디스플레이|dream 드림|dynamics 다이나믹스|eco 에코|edu 에듀|education 에듀케이션|electric 일렉트릭
electronics 일렉트로닉스|energy 에너지|eng 이엔지|engine 엔진|engineering 엔지니어링|ent 엔터|enter 엔터
enterprise 엔터프라이즈|entertainment 엔터테인먼트|environment 인바이런먼트|equity 에쿼티|express 익스프레스
farm 팜|fashion 패션|fiber 파이버|film 필름|finance 파이낸스|financial 파이낸셜|fintech 핀테크|first 퍼스트
fitness 피트니스|food 푸드|foods 푸드|fund 펀드|future 퓨처|games 게임즈|game 게임|gas 가스|gen 젠|gene 진
genetics 제네틱스|glass 글라스|global 글로벌|gold 골드|good 굿|green 그린|group 그룹|growth 그로스|health 헬스
healthcare 헬스케어|heavy 헤비|high 하이|hitech 하이텍|holding 홀딩|holdings 홀딩스|home 홈|hospital 호스피탈
hotel 호텔|house 하우스|human 휴먼|hydrogen 하이드로젠|industrial 인더스트리얼|industries 인더스트리즈
industry 인더스트리|info 인포|information 인포메이션|infra 인프라|innovation 이노베이션|insurance 인슈어런스
international 인터내셔널|invest 인베스트|investment 인베스트먼트|investments 인베스트먼츠|international 인터내셔널
kids 키즈|korea 코리아|lab 랩|labs 랩스|land 랜드|laser 레이저|leisure 레저|lens 렌즈|life 라이프
lifescience 라이프사이언스|light 라이트|lighting 라이팅|line 라인|link 링크|living 리빙|logis 로지스
logistics 로지스틱스|machine 머신|machinery 머시너리|marine 마린|market 마켓|marketing 마케팅
material 머티리얼|materials 머티리얼즈|max 맥스|media 미디어|medi 메디|medical 메디칼|medicine 메디슨|medics 메딕스
metal 메탈|micro 마이크로|mobile 모바일|mobility 모빌리티|mold 몰드|motion 모션|motor 모터|motors 모터스|music 뮤직
nano 나노|navi 나비|neo 네오|net 넷|network 네트워크|networks 네트웍스|new 뉴|next 넥스트|oil 오일|one 원
optical 옵티칼|optics 옵틱스|optronics 옵트로닉스|osstem 오스템|pack 팩|partner 파트너|partners 파트너스|pay 페이
petro 페트로|pharm 팜|pharma 파마|pharmaceutical 파마슈티컬|pharmaceuticals 파마슈티컬즈|photonics 포토닉스
picture 픽처|pictures 픽처스|pipe 파이프|plant 플랜트|plastic 플라스틱|plating 플레이팅|platform 플랫폼|play 플레이
plus 플러스|point 포인트|poly 폴리|polymer 폴리머|polytech 폴리텍|power 파워|precision 프리시전|press 프레스
prime 프라임|print 프린트|pro 프로|process 프로세스|product 프로덕트|products 프로덕츠|project 프로젝트
quantum 퀀텀|rail 레일|refractory 리프랙토리|reit 리츠|reits 리츠|rental 렌탈|research 리서치|resource 리소스
resources 리소스|retail 리테일|robot 로봇|robotics 로보틱스|rubber 러버|safety 세이프티|sand 샌드|save 세이브
science 사이언스|sciences 사이언스|secure 시큐어|security 시큐리티|securities 시큐리티즈|semi 세미|semicon 세미콘
semiconductor 세미컨덕터|semiconductors 세미컨덕터|sensor 센서|service 서비스|services 서비스|shipping 쉬핑
signal 시그널|silicon 실리콘|sky 스카이|smart 스마트|soft 소프트|software 소프트웨어|solar 솔라|solution 솔루션
solutions 솔루션즈|space 스페이스|special 스페셜|sports 스포츠|spac 스팩|square 스퀘어|star 스타|stars 스타스
steel 스틸|studio 스튜디오|sun 선|super 슈퍼|supply 서플라이|system 시스템|systems 시스템즈|tech 테크
technics 테크닉스|techno 테크노|technologies 테크놀로지스|technology 테크놀로지|telecom 텔레콤|telecommunications 텔레콤
textile 텍스타일|the 더|therapeutics 테라퓨틱스|thermal 써멀|tire 타이어|titanium 티타늄|tool 툴|tools 툴즈|top 탑
tour 투어|trade 트레이드|trading 트레이딩|trans 트랜스|travel 트래블|trust 트러스트|tube 튜브|union 유니온
universal 유니버설|vaccine 백신|vacuum 배큠|valley 밸리|value 밸류|valve 밸브|venture 벤처|ventures 벤처스
vision 비전|vitro 비트로|water 워터|wave 웨이브|web 웹|well 웰|wide 와이드|wind 윈드|wire 와이어|wireless 와이어리스
wood 우드|works 웍스|world 월드|zone 존
naver 네이버|posco 포스코|nice 나이스|kakao 카카오|kolon 코오롱|samsung 삼성|hyundai 현대|hanwha 한화|lotte 롯데
doosan 두산|daewoo 대우|hankook 한국|hanmi 한미|daesang 대상|daelim 대림|hansol 한솔|hyosung 효성|kumho 금호
sewon 세원|hanil 한일|dongkuk 동국|dongwha 동화
"""
SOUNDS: dict[str, str] = {}
for _entry in _SOUNDS.replace("\n", "|").split("|"):
    if _entry:
        _latin, _, _heard = _entry.partition(" ")
        SOUNDS.setdefault(_latin, _heard)

#: Digits before or after Latin letters are often spoken in English («3S» 쓰리에스, «E1» 이원); else in Sino-Korean.
ENGLISH_DIGITS = dict(
    zip(
        "0123456789",
        ["제로", "원", "투", "쓰리", "포", "파이브", "식스", "세븐", "에잇", "나인"],
        strict=True,
    )
)
KOREAN_DIGITS = dict(
    zip("0123456789", ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"], strict=True)
)

#: Spellings of one sound, folded to the first letterwise: (what is written, what it becomes), in this order.
SPELLINGS = (
    ("에이취", "에이치"), ("에취", "에이치"), ("에쓰", "에스"), ("더블류", "더블유"),
    ("씨", "시"), ("앤드", "엔"), ("앤", "엔"), ("쎄", "세"), ("쎌", "셀"), ("쏠", "솔"), ("쎈", "센"), ("씬", "신"),
    ("씽", "싱"), ("썬", "선"), ("쏘", "소"), ("썸", "섬"), ("젯", "제트"), ("제드", "제트"), ("아르", "알"),
)  # fmt: skip

#: Variants of one loan word or of one long word, and shortenings that firms and exchanges use: said with less
#: certainty than a spelling, folded in this order.
VARIANTS = (
    ("기업인수목적", "스팩"), ("테크놀러지", "테크놀로지"), ("테크날로지", "테크놀로지"), ("매터리얼", "머티리얼"),
    ("머트리얼", "머티리얼"), ("머터리얼", "머티리얼"), ("메터리얼", "머티리얼"), ("케미컬", "케미칼"),
    ("캐피털", "캐피탈"), ("디지탈", "디지털"), ("메디컬", "메디칼"), ("컴파니", "컴퍼니"), ("센타", "센터"),
    ("콘덴서", "컨덴서"), ("콘트롤", "컨트롤"), ("콘테이너", "컨테이너"), ("콘설팅", "컨설팅"), ("컨텐츠", "콘텐츠"),
    ("인터내쇼날", "인터내셔널"), ("인터내셔날", "인터내셔널"), ("인터네셔널", "인터내셔널"), ("내쇼날", "내셔널"),
    ("엔터테인먼트", "엔터"), ("엔터테인멘트", "엔터"), ("엔터테이먼트", "엔터"), ("자동차", "차"),
    ("네트워크", "네트웍"), ("네트웍스", "네트웍"), ("넷트웍", "네트웍"),
    ("다이내믹", "다이나믹"), ("시스템즈", "시스템"), ("시스템스", "시스템"),
    ("솔루션즈", "솔루션"), ("솔루션스", "솔루션"), ("머티리얼즈", "머티리얼"), ("머티리얼스", "머티리얼"),
    ("테크놀로지스", "테크놀로지"), ("테크놀로지즈", "테크놀로지"), ("커뮤니케이션즈", "커뮤니케이션"),
    ("커뮤니케이션스", "커뮤니케이션"), ("파트너즈", "파트너스"), ("홀딩즈", "홀딩스"), ("후드", "푸드"),
    ("인더스트리즈", "인더스트리"), ("게임스", "게임즈"), ("벤처스", "벤처"), ("벤쳐", "벤처"),
    ("텔레컴", "텔레콤"), ("텔레커뮤니케이션", "텔레콤"), ("바이오테크", "바이오텍"),
    ("하이테크", "하이텍"), ("프라퍼티", "프로퍼티"),
    ("투자증권", "증권"), ("화이낸스", "파이낸스"), ("훼미리", "패밀리"), ("리싸이클", "리사이클"),
)  # fmt: skip

#: What a full name has after its short one and the short one leaves out: «한빛건설산업» is called 한빛건설.
FORMAL_TAILS = frozenset(
    [
        "공업",
        "산업",
        "공사",
        "제조",
        "제작소",
        "제작",
        "상사",
        "상회",
        "기업",
        "실업",
        "흥업",
        "양행",
        "공업사",
        "산업사",
        "회사",
        "지주회사",
        "해상보험",
        "화재해상보험",
        "해상화재보험",
        "화재보험",
        "손해보험",
        "보험",
        "생명보험",
        "음료",
        "건설산업",
        "우주산업",
        "기계공업",
        "금속공업",
        "화학공업",
        "전자공업",
        "제약공업",
        "약품공업",
        "섬유공업",
        "단자공업",
        "유리공업",
        "제지공업",
        "식품공업",
        "석유공업",
        "시멘트공업",
        "통신공업",
        "페인트공업",
        "투자회사",
        "부동산투자회사",
        "위탁관리부동산투자회사",
    ]
)
