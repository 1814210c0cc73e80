"""Ends the logins at clients with the session they came from; triggers write it, so that no way of ending goes by."""

from django.db import migrations

# Sessions end by signing out, from another device, with a new password, or when an account is stopped or they run out.
ENDED = """
CREATE FUNCTION openid_end_with_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE openid_login SET ended_why = 'signed_out' WHERE session = OLD.public_id AND ended_why = '';
    RETURN NULL;
END $$;
CREATE TRIGGER openid_session_ended AFTER DELETE ON identity_session
    FOR EACH ROW EXECUTE FUNCTION openid_end_with_session();
"""
ENDED_BACK = """
DROP TRIGGER openid_session_ended ON identity_session;
DROP FUNCTION openid_end_with_session();
"""

# Whoever signs out a moment before the login is written must not be left with a login that nobody ends: the session's
# row is held until the login is there, and a login whose session is gone is born ended.
BEGUN = """
CREATE FUNCTION openid_begin_within_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM identity_session WHERE public_id = NEW.session FOR KEY SHARE;
    IF NOT FOUND THEN
        NEW.ended_why = 'signed_out';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER openid_login_begun BEFORE INSERT ON openid_login
    FOR EACH ROW EXECUTE FUNCTION openid_begin_within_session();
"""
BEGUN_BACK = """
DROP TRIGGER openid_login_begun ON openid_login;
DROP FUNCTION openid_begin_within_session();
"""


class Migration(migrations.Migration):
    dependencies = [("openid", "0001_initial"), ("identity", "0003_levels")]

    operations = [migrations.RunSQL(ENDED, ENDED_BACK), migrations.RunSQL(BEGUN, BEGUN_BACK)]
