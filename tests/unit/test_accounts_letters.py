"""The letters: one page, what they say, and names that cannot become markup."""

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from rxapp.accounts.letters import ActivationLetter, activation_pdf, activation_text, expiry_words, refusal_pdf

LETTER = ActivationLetter(
    full_name="Nadia Petit",
    given_names="Nadia",
    postal_address=("21 rue de l’École", "00140 Saint-Aubin-des-Prés"),
    code="251CKQ7R6M14W8BS",
    sent_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    public_url="https://carnet.exemple.fr/",
)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        return " ".join(document[0].get_textpage().get_text_range().replace("\xa0", " ").split())
    finally:
        document.close()


def test_the_letter_says_what_is_needed() -> None:
    text = text_of(activation_pdf(LETTER))
    for words in (
        "Nadia Petit 21 rue de l’École 00140 Saint-Aubin-des-Prés",
        "Le dimanche 1er mars 2026",
        "251C-KQ7R-6M14-W8BS",
        "jusqu’au dimanche 12 avril 2026 à 10 h 00",
        "https://carnet.exemple.fr/activation",
        "refuser",
        "demandez un nouveau code",
    ):
        assert words in text


def test_the_letter_of_a_child_is_for_the_parents() -> None:
    text = text_of(activation_pdf(replace(LETTER, full_name="Zoé Petit", given_names="Zoé", for_parents=True)))
    assert "Aux parents de Zoé Petit" in text
    assert "« Dossier de »" in text


def test_the_same_letter_is_the_same_bytes() -> None:
    assert activation_pdf(LETTER) == activation_pdf(LETTER)


def test_nothing_personal_is_in_the_address_of_the_qr_code() -> None:
    assert LETTER.link == "https://carnet.exemple.fr/activation"


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x") #read("/etc/passwd") $x^2$ *b* _i_ `c` @l <l> \\ // /* "',
        '"}, {"title": "autre"',
        "#{sys.inputs}",
        "Ñandú-Œuvré d’Île 日本 עברית \u202egnirts",
    ],
)
def test_a_name_is_only_ever_text(name: str) -> None:
    pdf = activation_pdf(replace(LETTER, full_name=name, given_names=name))
    text = text_of(pdf)
    assert "251C-KQ7R-6M14-W8BS" in text
    assert "root:" not in text
    if name.isascii():
        assert name.split()[0].strip('"') in text


def test_very_long_names_still_make_one_page() -> None:
    name = "Marie-Antoinette " * 18
    assert "251C" in text_of(activation_pdf(replace(LETTER, full_name=name, given_names=name, for_parents=True)))


def test_the_words_alone_say_the_same() -> None:
    text = activation_text(LETTER)
    assert "251C-KQ7R-6M14-W8BS" in text
    assert expiry_words(LETTER.sent_at) in text


def test_the_receipt_of_a_refusal() -> None:
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    pdf = refusal_pdf(full_name="Nadia Petit", at=at, reference="0123456789abcdef")
    text = text_of(pdf)
    assert "lundi 23 novembre 2026 à 10 h 05" in text
    assert "Nadia Petit" in text
    assert "0123456789abcdef" in text
    assert pdf == refusal_pdf(full_name="Nadia Petit", at=at, reference="0123456789abcdef")
