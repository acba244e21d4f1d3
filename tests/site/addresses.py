"""The main pages by name, with places for what a loaded workspace holds."""

PUBLIC_PAGES = {
    "home": "/",
    "board": "/board/",
    "library": "/library/",
    "selection": "/library/selection/",
    "sources": "/library/sources/",
    "api": "/library/api/",
    "correct": "/correct/",
    "items": "/items/",
    "item": "/items/{item}/",
    "item with disagreeing sources": "/items/hf/",
    "needs": "/needs/",
    "need": "/needs/{need}/",
    "match": "/needs/{need}/firms/{firm}/",
    "firms": "/firms/",
    "firm": "/firms/{firm}/",
    "models": "/models/",
    "model": "/models/{model}/",
    "meetings": "/meetings/",
    "meeting": "/meetings/{council}/",
    "committee meeting": "/meetings/{committee}/",
    "meeting in session": "/meetings/{running}/",
    "published meeting": "/meetings/published/council/{published}/",
    "documents": "/meetings/documents/",
    "support": "/support/",
    "programme": "/support/programmes/demo-rnd/",
    "sign in": "/accounts/login/",
}

SIGNED_IN_PAGES = {
    **{
        (role, "desk"): "/desk/"
        for role in ("secretariat", "chair", "member", "demand", "sme", "ministry", "agency", "auditor")
    },
    ("secretariat", "model"): "/models/{model}/",
    ("secretariat", "meeting in session"): "/meetings/{running}/",
    ("secretariat", "call"): "/meetings/call/",
    ("secretariat", "corrections"): "/corrections/",
    ("secretariat", "screen"): "/models/{submitted}/screen/",
    ("member", "vote"): "/meetings/{running}/items/1/vote/",
    ("demand", "new model"): "/models/new/",
    ("demand", "returned model"): "/models/{returned}/",
    ("agency", "commit"): "/support/models/{approved}/commit/",
    ("auditor", "record"): "/desk/record/",
    ("secretariat", "clocks"): "/desk/clocks/",
    ("auditor", "model"): "/models/{model}/",
}
