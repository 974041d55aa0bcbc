# What is run while working on the program; `make` alone lists it. The tools' versions are
# those of tools/go.mod.
TOOL := go tool -modfile=tools/go.mod
# How long each fuzz test runs.
FUZZTIME ?= 10s
# The packages that have golden files.
GOLDEN = $(shell grep -rlE '"update"|/adaptertest"|/bottest"' --include='*_test.go' bot adapters knowledge *_test.go | xargs -n 1 dirname | sort -u | sed 's|^|./|')
# The images that are pinned by a digest.
IMAGES = $(shell sed -nE 's/^(FROM| *image:) ([a-z/]+:[^@ ]+)@sha256.*/\2/p' Dockerfile docker-compose.yml)

.PHONY: help check test race lint format fuzz update serve chat db bench build release screenshots rules notices pin vulnerabilities

help: ## list these targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  \1\t\2/p' Makefile | expand -t 20

check: lint test ## everything that must hold before a change is handed in
	go run . knowledge lint

test: ## all tests; those of PostgreSQL are skipped without a server (make db)
	go test ./...

race: ## all tests under the race detector
	go test -race -timeout 15m $$(go list ./... | grep -v /browsertest$$) # a browser that waits finds no race

lint: ## go vet and golangci-lint
	go vet ./...
	$(TOOL) golangci-lint run --timeout 15m

format: ## format the Go files with gofumpt
	$(TOOL) golangci-lint fmt

# At most ten tries to make one interesting input smaller leave time for other inputs,
# where one takes long. A run that finds nothing can end in "context deadline exceeded" where its
# time is up in the middle of an input: it is made once more.
fuzz: ## run every fuzz test for a while (FUZZTIME=10s)
	@set -e; for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); do \
	    echo "$$package $$target"; \
	    run="go test -run ^$$ -fuzz ^$$target$$ -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package"; \
	    out=$$(mktemp); \
	    $$run >$$out 2>&1 || { grep -q 'context deadline exceeded' $$out && ! grep -q 'Failing input' $$out && $$run >$$out 2>&1; } || { cat $$out; exit 1; }; \
	    tail -n 2 $$out; rm -f $$out; \
	  done; \
	done

update: ## rewrite what is generated, and the golden files; read the difference before committing it
	go generate ./...
	go test $(GOLDEN) -update

serve: ## serve the platforms that the environment sets up
	go run . serve

chat: ## talk with the bot in the terminal
	go run . chat

db: ## start a PostgreSQL server for the tests at 127.0.0.1:5432, in Docker
	docker run --rm --detach --name aktivering-test-db --publish 127.0.0.1:5432:5432 \
	  --env POSTGRES_HOST_AUTH_METHOD=trust $$(sed -nE 's/^ *image: (postgres:.*)/\1/p' docker-compose.yml)
	@echo 'Stop and remove it with: docker stop aktivering-test-db'

bench: ## compare the matcher with other engines, and measure the start; some minutes
	cd internal/bench && go run . -parts queries,codes,start

build: ## build one static file
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o aktivering .

release: ## build for every platform into dist/, with checksums and SBOMs (PLATFORMS="linux/amd64 …")
	tools/release

screenshots: ## take the pictures of the README; needs Chromium
	go test ./internal/browsertest -run Screenshots -screenshots $(CURDIR)/docs/img

rules: ## check the alert rules, and test them; needs promtool, of the Debian package prometheus
	promtool check rules deploy/observability/rules.yml
	promtool test rules deploy/observability/rules_test.yml
	promtool check config --syntax-only deploy/observability/prometheus.yml

notices: ## write the licenses of everything that the program is built from
	go run ./internal/notices > THIRD_PARTY_NOTICES.new
	mv THIRD_PARTY_NOTICES.new THIRD_PARTY_NOTICES

pin: ## renew the digests of the images in Dockerfile and docker-compose.yml
	for image in $(IMAGES); do \
	  digest=$$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$$image") && \
	  sed -i.old "s|$$image@sha256:[0-9a-f]*|$$image@$$digest|" Dockerfile docker-compose.yml || exit 1; \
	done
	rm -f Dockerfile.old docker-compose.yml.old

vulnerabilities: ## list known vulnerabilities in what the program calls; asks vuln.go.dev
	$(TOOL) govulncheck ./...
