"""Ukrainian words for urgency, and around addresses."""

from voice.language.folding import folded
from voice.language.inquiries import Inquiries, InquiryWords
from voice.language.uk.numbers import NUMERALS

INQUIRIES = Inquiries(
    InquiryWords(
        not_urgent=folded(
            r"не (дуже |так |надто )?(терміново|горить|поспіша\w+|спішить|аварія|нагально|срочно)|нема\w* поспіху|можна (по|за)чекати|"
            r"(?<!не )може (по|за)чекати|є час|час є|коли зможете|спокійно|звичайно|не поспішайте"
        ),
        urgent=folded(
            r"терміново|негайно|аварі\w+|якнайшвидше|якомога швидше|сьогодні ж|прямо зараз|зараз же|не може чекати|невідкладно|"
            r"горить|срочно|нагально|дуже швидко|чим швидше|тече|заливає|зараз"
        ),
        frame=folded(r"е|ем|ну|так|це|я живу|ми живемо|живу|моя адреса|наша адреса|адреса|за адресою|на|в|у"),
        no_address=folded(r"не знаю|гадки не маю|перепрошую|хвилин\w+|ні|так"),
        keep_small=frozenset({"в", "у", "на", "біля", "місто", "місті"}),
        numerals=NUMERALS,
    )
)  # fmt: skip
parse_urgency = INQUIRIES.urgency
parse_address = INQUIRIES.address
