from pathlib import Path

import pytest

from cxlab.intake.dictionary import dictionary
from cxlab.intake.headers import folded, synonyms
from cxlab.intake.tables import TABLES, schema
from cxlab.intake.words import recodes, resource


def test_the_data_dictionary_is_what_the_schemas_say():
    written = (Path(__file__).parents[2] / "data" / "README.md").read_text("utf-8")
    assert written == dictionary(), "write it anew: python -c 'from cxlab.intake.dictionary import dictionary ...'"


@pytest.mark.parametrize("table", list(TABLES))
def test_every_column_is_explained_in_both_languages_and_no_other(table):
    texts = dict(resource("columns")[table])
    assert len(texts.pop("_")) == 2
    assert list(texts) == list(TABLES[table])
    assert all(len(t) == 3 and t[0] and t[1] for t in texts.values())


@pytest.mark.parametrize("table", list(TABLES))
def test_header_synonyms_name_columns_that_exist(table):
    assert set(resource("headers")[table]) <= set(TABLES[table])
    assert all(synonyms(table)[folded(column)] == column for column in TABLES[table])


def test_the_sixteen_tables_have_schemas():
    assert len(TABLES) == 16
    assert "customer_key" in schema("complaints").columns
    assert "customer_id" not in schema("complaints").columns


def test_recodes_lead_to_allowed_values():
    for table, columns in TABLES.items():
        for name, column in columns.items():
            for check in column.checks:
                allowed = (check.statistics or {}).get("allowed_values")
                if allowed:
                    assert set(recodes(name).values()) == set(allowed), f"{table}.{name}"
