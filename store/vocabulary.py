"""The closed lists. A value outside them is an error, never a guess."""

from enum import StrEnum


class RecordKind(StrEnum):
    """What a public entry is."""

    COMPLAINT = "complaint"
    REVIEW = "review"
    THANKS = "thanks"
    QUESTION = "question"
    MENTION = "mention"


class Speaker(StrEnum):
    """Who wrote a reply. The speaker is always kept: scraped sets mix customers' thanks into brands' answers."""

    BRAND = "brand"
    CUSTOMER = "customer"
    BOT = "bot"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a moment is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    RELATIVE = "relative"


class Visibility(StrEnum):
    """Whether the source still shows a record, and if not, who took it away as far as the source says."""

    LIVE = "live"
    WITHDRAWN = "withdrawn_by_author"
    REMOVED = "removed"
    UNKNOWN = "unknown"


class Actor(StrEnum):
    """Who took a record away, as far as its source says (`store.removals.actor_of`)."""

    AUTHOR = "author"
    PLATFORM = "platform"
    BRAND = "brand"
    LAW = "law"
    UNKNOWN = "unknown"


class RobotsState(StrEnum):
    """What a host's robots.txt said last: it has none, it allows what was asked, it forbids some of it, or it could not be read."""

    NONE = "none"
    ALLOWED = "allowed"
    FORBIDS = "forbids"
    BLOCKED = "blocked"


class AlertKind(StrEnum):
    """What a person must look at."""

    MASS_REMOVAL = "mass_removal"
    BREAK = "break"


class Outcome(StrEnum):
    """Where a matter stands. Five separate counts: a brand's claim is never the customer's word."""

    OPEN = "open"
    CLAIMED = "claimed_by_brand"
    CONFIRMED = "confirmed_by_customer"
    DENIED = "denied_by_customer"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class SampleKind(StrEnum):
    """What share of the source's records a page shows. Only FULL and OWN_ACCOUNT may feed a volume."""

    FULL = "full"
    TOP = "top"
    NEWEST_N = "newest_n"
    OWN_ACCOUNT = "own_account"


class Tier(StrEnum):
    """What it takes to run a source: A on by default, B public pages, C own key, D off (replay and import only)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class RunKind(StrEnum):
    """What a run did."""

    CRAWL = "crawl"
    REVISIT = "revisit"
    IMPORT = "import"
    REPARSE = "reparse"
    SCORE = "score"
    RELEASE = "release"


class RunState(StrEnum):
    """How a run stands or ended. EMPTY and FAILED are recorded facts and never pass for the last OK one."""

    RUNNING = "running"
    OK = "ok"
    EMPTY = "empty"
    FAILED = "failed"
    BLOCKED = "blocked"
    INTERRUPTED = "interrupted"


class Level(StrEnum):
    """Weight of a notice."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Judgement(StrEnum):
    """Whether a label means a brand. UNSURE is set aside and counted."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


class NameDecision(StrEnum):
    """What a person decides about names: two brands are one, a label means another, an earlier decision falls."""

    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


class Grade(StrEnum):
    """How well a customer base is known: A regulator, B audited filing, C estimate, D none (method.md SPEC-5)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Dimension(StrEnum):
    """What a score speaks of."""

    VOLUME = "volume"
    RESPONSIVENESS = "responsiveness"
    RESOLUTION = "resolution"
    DIALOGUE = "dialogue"
    VOICES = "voices"
    COMPOSITE = "composite"


class Band(StrEnum):
    """How much a score may be leaned on (method.md SPEC-30, 34)."""

    FULL = "full"
    PROVISIONAL = "provisional"
    RAW_ONLY = "raw_only"
    TOO_LITTLE = "too_little_data"


class Scope(StrEnum):
    """What the holder of an API key may do."""

    DECIDE = "decide"
    """Decide disputes and close alerts."""
    WATCH = "watch"
    """Keep watch lists and webhooks of one's own."""
    STATE = "state"
    """Speak for one brand: raise disputes in its name, bring its private business figures."""


class Side(StrEnum):
    """Who disputes. Both may dispute the same things, by the same steps, within the same days."""

    BRAND = "brand"
    AUTHOR = "author"


class Target(StrEnum):
    """What can be disputed."""

    RECORD = "record"
    """An entry: that it should be shown."""
    MATCH = "match"
    """A label: that it means this brand."""
    EXPOSURE = "exposure"
    """A customer base: that the figure is right."""
    RESOLUTION = "resolution"
    """A matter: that it is settled."""


class DisputeState(StrEnum):
    """How a dispute stands."""

    OPENED = "opened"
    REVIEW = "under_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    """Its author never showed to be the author within the days there are."""
    WITHDRAWN = "withdrawn"


class Effect(StrEnum):
    """What an accepted dispute changes, by what was disputed."""

    SET_ASIDE = "set_aside"
    """A record is shown no more and counts the way a removed one does."""
    NOT_THIS_BRAND = "not_this_brand"
    """A label no longer means the brand."""
    REPLACED = "replaced"
    """Another figure stands for a customer base, or none."""
    CONTESTED = "contested"
    """The complainant says that the matter is not settled, whatever the source or the firm says."""


class DeliveryState(StrEnum):
    """How a message to a webhook stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
