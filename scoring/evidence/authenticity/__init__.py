"""How far each record can be leaned on, 0 to 1, with reasons: signs of who wrote it, when, and in whose words. Never a verdict.

A weight looks only at the record itself and at what was posted before it. So nothing posted later can take weight from a record:
nobody discredits a complaint by copying it, and one more record never lowers what others weigh. Records that were taken down are
looked at like all others: taking one down moves no weight.
"""
