-- Reads many pages in one run of pandoc: a list of {text, format} in JSON comes in, a line for each
-- page goes out, its tree in JSON, or null for one that pandoc cannot read.
--
-- The empty list of files given to each reader keeps it from the disk and the network.

local NOTHING = {}
local MARKDOWN = "commonmark_x-smart-tex_math_dollars-yaml_metadata_block"

local function is_markup(tree)
  local found = false
  local function see() found = true end
  tree:walk { RawBlock = see, RawInline = see }
  return found
end

-- A note stands as its number; its text follows the page, as on the screen.
local function without_notes(tree)
  local notes = {}
  tree = tree:walk {
    Note = function(note)
      notes[#notes + 1] = note.content
      return pandoc.Superscript(tostring(#notes))
    end,
  }
  for number, blocks in ipairs(notes) do
    local first = blocks[1]
    local lead = { pandoc.Superscript(tostring(number)), pandoc.Space() }
    if first and (first.t == "Para" or first.t == "Plain") then
      for place, inline in ipairs(first.content) do lead[place + 2] = inline end
      blocks:remove(1)
    end
    tree.blocks:insert(pandoc.Para(lead))
    tree.blocks:extend(blocks)
  end
  return tree
end

local function markdown(text)
  local tree = without_notes(pandoc.read(text .. "\n", MARKDOWN, nil, NOTHING))
  if not is_markup(tree) then return tree end
  -- Written as one page and read again, tags become what they mean.  Without the language, code is
  -- not written letter by letter in colours.
  tree = tree:walk { CodeBlock = function(code) return pandoc.CodeBlock(code.text) end }
  return pandoc.read(pandoc.write(tree, "html"), "html", nil, NOTHING)
end

local function page(task)
  if task[2] == "markdown" then return markdown(task[1]) end
  return pandoc.read(task[1] .. "\n", task[2], nil, NOTHING)
end

for _, task in ipairs(pandoc.json.decode(io.read("a"), false)) do
  local is_read, tree = pcall(page, task)
  io.write(is_read and pandoc.write(tree, "json") or "null", "\n")
end
