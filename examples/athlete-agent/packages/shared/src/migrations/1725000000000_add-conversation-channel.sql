-- Up Migration
-- The default keeps the version before this one able to insert: it does not know the column.
ALTER TABLE conversations
  ADD COLUMN channel text NOT NULL DEFAULT 'web' CHECK (channel IN ('web', 'slack'));

CREATE INDEX conversations_channel_created_at_idx ON conversations (channel, created_at);

-- Down Migration
DROP INDEX conversations_channel_created_at_idx;
ALTER TABLE conversations DROP COLUMN channel;
