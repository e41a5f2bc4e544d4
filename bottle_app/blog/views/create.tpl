% rebase("base", title="Write a post")
% if error:
<p role="alert">{{error}}</p>
% end
<form method="post">
  <p><label>Text <textarea name="text"></textarea></label></p>
  <p><button>Publish</button></p>
</form>
