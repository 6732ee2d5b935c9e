"""Keys of a forum's answers that are known and not taken: anything else new (a plug-in's, say) is noted."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KNOWN_OF_POST = _names("""
action_code action_code_path action_code_who admin animated_avatar avatar_template avg_time badges_granted bookmarked
bookmarks calendar_details can_accept_answer can_delete can_edit can_permanently_delete can_recover
can_see_hidden_post can_unaccept_answer can_view_edit_history can_wiki category_id cooked_hidden current_user_reaction
current_user_used_main_reaction display_username edit_reason event excerpt flair_bg_color flair_color flair_group_id
flair_name flair_url has_voted hidden_reason_id incoming_link_count is_localized language likeable link_counts locale
mentioned_users moderator name notice polls polls_votes post_folding_status post_localizations_count post_url
primary_group_flair_bg_color primary_group_flair_color primary_group_flair_url primary_group_name quote_count raw
reaction_users_count reactions read readers_count reads reply_count reply_to_post_number reply_to_user reviewable_id
reviewable_score_count reviewable_score_pending_count score title_is_group topic_accepted_answer topic_auto_close_at
topic_html_title topic_id topic_slug topic_title truncated trust_level uploaded_avatar_id user_created_at
user_custom_fields user_date_of_birth user_status user_title wiki yours
""")
KNOWN_OF_TOPIC = _names("""
actions_summary archetype bookmarked bookmarks can_vote chunk_size created_at current_post_number deleted_by details
draft draft_key draft_sequence fancy_title featured_link featured_link_root_domain has_best_of has_deleted has_summary
has_answer highest_post_number image_url is_translated last_posted_at like_count message_bus_last_id notice
participant_count pinned pinned_at pinned_globally pinned_until post_stream posts_count queued_posts_count reply_count
related_topics requested_group_name show_read_indicator slow_mode_enabled_until slow_mode_seconds suggested_topics
suggested_group_name summarizable tags_descriptions thumbnails timeline_lookup topic_timer unpinned user_id user_voted
valid_reactions visible vote_count word_count
""")
