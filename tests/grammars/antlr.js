// Parses statements with the ANTLR grammars of PL/SQL and T-SQL.
//
//     node antlr.js oracle|mssql <statements.json
//
// Reads a list of strings, and writes a list with a message for each of them, or null where all is well.

'use strict';

const { CharStreams } = require('antlr4ts/CharStreams');
const { CommonTokenStream } = require('antlr4ts/CommonTokenStream');
const { CaseChangingStream } = require('antlr4ts-sql/dist/src/models/CaseChangingStream');
const { PlSqlLexer } = require('antlr4ts-sql/dist/src/grammar-output/plsql/PlSqlLexer');
const { PlSqlParser } = require('antlr4ts-sql/dist/src/grammar-output/plsql/PlSqlParser');
const { TSqlLexer } = require('antlr4ts-sql/dist/src/grammar-output/tsql/TSqlLexer');
const { TSqlParser } = require('antlr4ts-sql/dist/src/grammar-output/tsql/TSqlParser');

const GRAMMARS = {
  oracle: { Lexer: PlSqlLexer, Parser: PlSqlParser, start: (parser) => parser.sql_script() },
  mssql: { Lexer: TSqlLexer, Parser: TSqlParser, start: (parser) => parser.tsql_file() },
};

function parse({ Lexer, Parser, start }, text) {
  let first = null;
  const listener = {
    syntaxError: (_recognizer, _symbol, line, column, message) => {
      first = first ?? `${line}:${column} ${message.slice(0, 200)}`;
    },
  };
  const lexer = new Lexer(new CaseChangingStream(CharStreams.fromString(text), true));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const parser = new Parser(new CommonTokenStream(lexer));
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  start(parser);
  return first;
}

const grammar = GRAMMARS[process.argv[2]];
const statements = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(statements.map((text) => parse(grammar, text))));
