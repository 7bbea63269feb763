// What access stands on: tokens are found by their hash, and made once.
CREATE CONSTRAINT token_id IF NOT EXISTS FOR (t:Token) REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT token_hash IF NOT EXISTS FOR (t:Token) REQUIRE t.hash IS UNIQUE;
CREATE INDEX token_parent IF NOT EXISTS FOR (t:Token) ON (t.parent);
CREATE CONSTRAINT sign_in_code_hash IF NOT EXISTS FOR (c:SignInCode) REQUIRE c.hash IS UNIQUE
