"""Lists in addresses: commas separate values, unless they belong to a name or a number."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from webapp.lists import parts
from webapp.routes import PREFIX

ID = "https://w3id.org/policy-explorer/id/"
BOOK = "https://example.org/wiki/Paris,_Texas"
STUDY = f"""
id:a a pol:Analysis ; pol:home id:KR ; pol:considers id:VN .
id:KR a pol:Country ; skos:notation "KR" . id:VN a pol:Country ; skos:notation "VN" .
<{ID}cheap,_young> a pol:TalentTrait . id:skilled a pol:TalentTrait . id:pair a pol:Measure .
<{BOOK}> a pol:Document ; dcterms:title "A book"@en .
id:p a pol:Passage ; dcterms:source <{BOOK}> ; pol:locator "1"@en .
<{ID}found,_here> a pol:Finding ; pol:about id:VN ; pol:factor <{ID}cheap,_young> ;
  pol:strength 0.8 ; pol:basis pol:Stated ; pol:evidence id:p ; dcterms:source <{BOOK}> .
<{ID}so,_pair> a pol:Implication ; pol:premise <{ID}cheap,_young> ; pol:conclusion id:pair ;
  pol:strength 0.5 ; pol:basis pol:Stated ; pol:evidence id:p ; dcterms:source <{BOOK}> .
"""


@pytest.fixture
def reader(client_of):
    return client_of(STUDY)


def told(client, path: str, *pairs: tuple[str, str]):
    """What an address answers; commas are written as they are where urlencode would not."""
    return client.get(f"{PREFIX}{path}?{urlencode(pairs)}")


@pytest.mark.parametrize("name", ["found,_here", f"{ID}found,_here"])
def test_a_claim_whose_name_has_a_comma_can_be_retracted(reader, name):
    answer = told(reader, "/what-if", ("country", "VN"), ("retract", name))
    assert answer.status_code == 200, answer.text
    assert [change["lost"] for change in answer.json["changes"]] == [True]


@pytest.mark.parametrize("before", ["", "skilled=0.5,"])
@pytest.mark.parametrize("after", ["", ",skilled=0.5"])
def test_names_with_commas_stand_in_lists_with_others(reader, before, after):
    for parameter, value in (
        ("assume", "cheap,_young=0.4"),
        ("assume", "cheap,_young@KR"),
        ("assume", f"{ID}cheap,_young=0.4"),
    ):
        pair = (parameter, f"{before}{value}{after if after != ',' + before[:-1] else ''}")
        answer = told(reader, "/what-if", ("country", "VN"), pair)
        assert answer.status_code == 200, answer.text
        edits = answer.json["edits"]["assume"]
        assert f"{ID}cheap,_young" in [each["concept"] for each in edits]


def test_strengths_of_claims_whose_names_have_commas(reader):
    pair = ("strength", "so,_pair=0.25,found,_here=0.4")
    answer = told(reader, "/what-if", ("country", "VN"), pair)
    assert answer.json["edits"]["strengths"] == {
        f"{ID}so,_pair": 0.25,
        f"{ID}found,_here": 0.4,
    }


@pytest.mark.parametrize("name", ["Paris,_Texas", BOOK])
def test_a_document_whose_name_has_a_comma_filters_views_and_answers(reader, name):
    query = urlencode({"source": name})
    for address in (f"{PREFIX}/recommendations?country=VN&{query}", f"/en/countries/VN?{query}"):
        answer = reader.get(address)
        assert answer.status_code == 200, address


def test_a_decimal_comma_is_told_with_the_whole_value(reader):
    for parameter, value in (("strength", "so,_pair=0,4"), ("assume", "skilled=0,4")):
        pairs = ("country", "VN"), (parameter, value)
        answer = told(reader, "/what-if", *pairs)
        assert answer.status_code == 400
        assert f"'{value}': write the name" in answer.json["error"]["message"]
        page = reader.get(f"/en/what-if?{urlencode((('for', 'VN'), pairs[1]))}")
        assert page.status_code == 400


def test_a_list_of_names_that_are_none_is_looked_up_a_bounded_number_of_times():
    asked = []
    list(parts([",".join(f"x{n}" for n in range(1000))], lambda name: bool(asked.append(name))))
    assert len(asked) <= 10
