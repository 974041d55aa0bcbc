GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: check test lint format chat build notices pin vulnerabilities

check: lint test ## everything that must hold before a change is handed in
	go run . knowledge lint

test:
	go test ./...

lint:
	go vet ./...
	$(GOLANGCI) run

format:
	$(GOLANGCI) fmt

chat: ## talk with the bot
	go run . chat

build: ## one static file
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o aktivering .

notices: ## the licenses of everything that the program is built from
	go run ./internal/notices > THIRD_PARTY_NOTICES.new
	mv THIRD_PARTY_NOTICES.new THIRD_PARTY_NOTICES

IMAGES := $(shell sed -nE 's/^(FROM| *image:) ([a-z]+:[^@ ]+)@sha256.*/\2/p' Dockerfile docker-compose.yml)

pin: ## the digests that the images' tags have now, for Dockerfile and docker-compose.yml
	for image in $(IMAGES); do \
	  digest=$$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$$image") && \
	  sed -i.old "s|$$image@sha256:[0-9a-f]*|$$image@$$digest|" Dockerfile docker-compose.yml || exit 1; \
	done
	rm -f Dockerfile.old docker-compose.yml.old

vulnerabilities: ## known ones in what the program calls; asks vuln.go.dev
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...
