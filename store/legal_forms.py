"""Legal forms of firms of many countries, folded: what stands behind (or before) a name and is no part of what customers call it."""

BEHIND = """
a s|as|anonim sirketi|anonim sti|a o|t a s|t a o|ltd|ltd sti|limited sirketi|limited|ltda|sti|sirketi|tic|san|tic a s|ve tic|san ve tic|ticaret|sanayi|
ve ticaret|sanayi ve ticaret|sanayi ticaret|turk anonim sirketi|turk a s|turk as|kollektif sirketi|koll sti|kom sti|kooperatifi|
inc|incorporated|corp|corporation|co|company|and co|llc|l l c|lp|l p|llp|l l p|lllp|pllc|plc|p l c|pte|pte ltd|pty|pty ltd|pvt|pvt ltd|private limited|
public limited company|limited liability company|limited partnership|the|n a|na|national association|fsb|f s b|ssb|
gmbh|ggmbh|mbh|ag|a g|aktiengesellschaft|se|kg|k g|kgaa|ohg|gbr|ug haftungsbeschrankt|e v|ev|eg|e k|gesellschaft mit beschrankter haftung|gmbh and co kg|gmbh co kg|
sa|s a|sas|s a s|sasu|sarl|s a r l|eurl|sci|snc|s n c|scop|societe anonyme|societe par actions simplifiee|
srl|s r l|spa|s p a|sapa|societa per azioni|societa a responsabilita limitata|
sl|s l|slu|s l u|sociedad anonima|sociedad limitada|s a u|sa de cv|s a de c v|sab de cv|s a b de c v|s de rl de cv|eirl|s a c|sac|
lda|limitada|sgps|s a sgps|s/a|sociedade anonima|cia|eireli|
nv|n v|bv|b v|vof|bvba|cvba|vzw|asbl|naamloze vennootschap|
ab|aktiebolag|publ|hb|asa|aps|a/s|oy|oyj|osakeyhtio|oy ab|hf|ehf|ohf|
sp z o o|sp zoo|spolka z o o|spolka akcyjna|spolka z ograniczona odpowiedzialnoscia|sp k|sp j|s c|
s r o|sro|spol s r o|a s v likvidaci|akciova spolecnost|zrt|nyrt|kft|d o o|doo|d d|dd|a d|ad|ead|eood|ood|
ooo|oao|zao|pao|ao|oo|ojsc|cjsc|pjsc|jsc|j s c|open joint stock company|joint stock company|public joint stock company|closed joint stock company|tov|pat|prat|too|tdo|
uab|sia|ou|aktsiaselts|
e p e|epe|a e|ae|anonymi etaireia|ike|
k k|kk|kabushiki kaisha|co ltd|company limited|sdn bhd|bhd|berhad|tbk|pt|pcl|public company limited|joint stock company limited|jsc ltd|
w l l|wll|fzc|fze|fz llc|fzco|dmcc|saog|q s c|qsc|k s c|ksc|p s c|p j s c|
株式会社|有限公司|股份有限公司|有限责任公司|
"""
BEFORE = """
ooo|oao|zao|pao|ao|ojsc|cjsc|pjsc|jsc|ooo sb|uab|sia|pt|tov|too|prat|srl|s r l|ltd|limited liability company|open joint stock company|joint stock company|
public joint stock company|closed joint stock company|obshchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoy otvetstvennostyu|
aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|
societatea cu raspundere limitata|societe anonyme|the|t c|tc|株式会社|
"""


def _forms(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(form.split()) for form in text.replace("\n", "").split("|") if form)


_BEHIND, _BEFORE = _forms(BEHIND), _forms(BEFORE)
LONGEST = 5


def without_forms(words: list[str]) -> list[str]:
    """A folded name's words without legal forms at its ends; a name that is only forms keeps its first words."""
    while True:
        behind = next((n for n in range(min(LONGEST, len(words) - 1), 0, -1) if tuple(words[-n:]) in _BEHIND), 0)
        before = next((n for n in range(min(LONGEST, len(words) - 1), 0, -1) if tuple(words[:n]) in _BEFORE), 0)
        if behind:
            words = words[:-behind]
        elif before:
            words = words[before:]
        elif len(words) > 1 and words[-1] in {"and", "ve", "und", "et"}:
            words = words[:-1]
        else:
            return words
