package postgres

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
)

// selectConversation reads a conversation for scanConversation, by refArgs.
const selectConversation = `SELECT id, state FROM conversations
	WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5`

func refArgs(ref bot.Ref) []any {
	a := ref.Address
	return []any{storable(ref.Person), storable(a.Channel), storable(a.Thread), storable(a.Space), a.Platform}
}

// scanConversation reads a conversation; one that is not there has the id 0.
func scanConversation(row pgx.Row) (id int64, c bot.Conversation, err error) {
	var state []byte
	switch err := row.Scan(&id, &state); {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, c, nil
	case err != nil:
		return 0, c, fmt.Errorf("load the conversation: %w", err)
	}
	if err := json.Unmarshal(state, &c); err != nil {
		return 0, c, fmt.Errorf("read the conversation: %w", err)
	}
	return id, c, nil
}
