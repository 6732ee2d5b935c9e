"""Keys of Reddit's things that are known and not taken: anything else new is noted."""

_BOTH = """
all_awardings approved_at_utc approved_by archived associated_award author_cakeday author_flair_background_color
author_flair_css_class author_flair_richtext author_flair_template_id author_flair_text author_flair_text_color
author_flair_type author_fullname author_is_blocked author_patreon_flair author_premium awarders banned_at_utc banned_by
can_gild can_mod_post created downs from from_id from_kind gilded gildings hidden ignore_reports likes locked mod_note
mod_reason_by mod_reason_title mod_reports name no_follow num_reports removal_reason removed report_reasons rte_mode saved
score_hidden send_replies spam stickied subreddit_id subreddit_name_prefixed subreddit_type top_awarded_type
total_awards_received treatment_tags unrepliable_reason ups user_reports media_metadata
"""
POST = tuple(f"""{_BOTH}
allow_live_comments approved brand_safe category clicked collections content_categories contest_mode crosspost_parent
crosspost_parent_list discussion_type domain event_end event_is_live event_start gallery_data hide_score is_crosspostable
is_gallery is_meta is_original_content is_reddit_media_domain is_robot_indexable is_self is_video link_flair_background_color
link_flair_css_class link_flair_richtext link_flair_template_id link_flair_text_color link_flair_type media media_embed
media_only num_crossposts num_duplicates over_18 parent_whitelist_status pinned poll_data post_hint preview previous_visits
pwls quarantine removed_by secure_media secure_media_embed selftext_html spoiler subreddit_subscribers suggested_sort
thumbnail thumbnail_height thumbnail_width url_overridden_by_dest view_count visited whitelist_status wls
""".split())  # fmt: skip
COMMENT = tuple(f"""{_BOTH}
body_html collapsed collapsed_because_crowd_control collapsed_reason collapsed_reason_code comment_type controversiality
depth editable expression_asset_data distinguished is_submitter link_author link_permalink link_title link_url num_comments over_18
parent_id permalink quarantine replies subreddit
""".split())  # fmt: skip
