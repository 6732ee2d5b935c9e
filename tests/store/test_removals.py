"""Who is behind a removal: said where the source says it, unknown everywhere else."""

import pytest

from store.removals import actor_of
from store.vocabulary import Actor, Visibility


@pytest.mark.parametrize(("visibility", "how", "actor"), [
    (Visibility.REMOVED, "status 404", Actor.UNKNOWN),
    (Visibility.REMOVED, "status 410", Actor.UNKNOWN),
    (Visibility.REMOVED, "status 451", Actor.LAW),
    (Visibility.REMOVED, "absent from a complete walk", Actor.UNKNOWN),
    (Visibility.REMOVED, "sent to /yorumlar/451-tl-iade", Actor.UNKNOWN),
    (Visibility.REMOVED, "a page without the record", Actor.UNKNOWN),
    (Visibility.REMOVED, "removed by a moderator", Actor.PLATFORM),
    (Visibility.REMOVED, "This review was removed for violating our guidelines", Actor.PLATFORM),
    (Visibility.REMOVED, "topluluk kurallarına aykırı", Actor.PLATFORM),
    (Visibility.REMOVED, "removed by the company", Actor.BRAND),
    (Visibility.REMOVED, "firma tarafından kaldırıldı", Actor.BRAND),
    (Visibility.REMOVED, "deleted by its author", Actor.AUTHOR),
    (Visibility.REMOVED, "mahkeme kararıyla erişime engellendi", Actor.LAW),
    (Visibility.WITHDRAWN, "withdrawn card", Actor.AUTHOR),
    (Visibility.WITHDRAWN, "yayından kaldırılmış", Actor.AUTHOR),
    (Visibility.WITHDRAWN, "status 404", Actor.AUTHOR),
    (Visibility.UNKNOWN, "moved to /a/b", Actor.UNKNOWN),
])  # fmt: skip
def test_the_actor_is_whom_the_source_names(visibility: Visibility, how: str, actor: Actor) -> None:
    assert actor_of(visibility.value, how) is actor
