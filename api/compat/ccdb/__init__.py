"""The complaint API of the US bureau (CFPB) over the published complaints: raw, unadjusted counts."""
