"""Which rooms answer for codes of their own on the page that says whether a paper is the court's."""

from zhixing.documents.queries.checked import register_teller
from zhixing.funds.queries import standing_of_paper

register_teller(standing_of_paper)
